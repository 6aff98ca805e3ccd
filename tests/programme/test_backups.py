"""Which backups are kept, and what is no backup. Making and restoring them: tests/integration/test_40_restore.py."""

import io
import tarfile
from datetime import UTC, datetime, timedelta

import pytest

from commissioning.programme.backup import keys, manifest, restoring
from commissioning.programme.backup.manifest import Manifest

NOW = datetime(2026, 11, 23, 2, 15, tzinfo=UTC)


def nightly(days: int) -> list[datetime]:
    return [NOW - timedelta(days=day) for day in range(days)]


def test_all_of_two_weeks_are_kept_and_the_last_of_each_month_for_half_a_year():
    there = nightly(400)
    kept = sorted(set(there) - set(manifest.to_drop(there, NOW)))
    assert kept[-15:] == sorted(nightly(15))
    assert [f"{one:%d %b}" for one in kept[:-15]] == ["31 May", "30 Jun", "31 Jul", "31 Aug", "30 Sep", "31 Oct"]


def test_run_each_night_it_never_keeps_many_and_never_loses_the_newest():
    kept: list[datetime] = []
    for night in sorted(nightly(800)):
        kept.append(night)
        dropped = set(manifest.to_drop(kept, night))
        assert night not in dropped
        kept = [one for one in kept if one not in dropped]
        assert len(kept) <= 22


def test_the_newest_seven_stay_though_a_clock_that_is_wrong_calls_them_old():
    old = sorted(nightly(9))
    assert manifest.to_drop(old, NOW + timedelta(days=3650)) == old[:2]
    assert manifest.to_drop([], NOW) == []


@pytest.mark.parametrize(
    "name", ["2026-11-23", ".unfinished", "2026-11-23T021500Z.old", "2026-13-01T000000Z", "lost+found"]
)
def test_what_is_no_backup_of_ours_is_never_touched(tmp_path, name):
    (tmp_path / name).mkdir()
    (tmp_path / name / manifest.NAME).write_text("{}")
    assert manifest.kept_in(tmp_path) == {}


def test_a_folder_without_its_manifest_is_no_backup(tmp_path):
    (tmp_path / manifest.name_of(NOW)).mkdir()
    assert manifest.kept_in(tmp_path) == {}
    assert manifest.kept_in(tmp_path / "nowhere") == {}


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "null",
        "{",
        "{}",
        '{"format": 1}',
        '{"format": 2}',
        '{"format": 1, "made_at": 5}',
        '{"format": 1, "no": 1}',
    ],
)
def test_a_manifest_that_says_something_else_is_refused(tmp_path, text):
    (tmp_path / manifest.NAME).write_text(text)
    with pytest.raises(manifest.Damaged):
        manifest.read(tmp_path)


def test_a_manifest_comes_back_as_it_was_written(tmp_path):
    made = Manifest(NOW, "18.6", "key", [["people", "0001_initial"]], 7, ["“A” – wrong"], {})
    made.write(tmp_path)
    assert manifest.read(tmp_path) == made
    with pytest.raises(manifest.Damaged, match="names other parts"):
        manifest.verify(tmp_path, made)


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", '{"n": 65536, "r": 8, "p": 1, "salt": "!", "nonce": "", "sealed": ""}']
)
def test_sealed_keys_that_are_none_open_nothing(text):
    with pytest.raises(keys.WrongPassphrase):
        keys.unseal(text, "four words and a number 7")


@pytest.mark.parametrize(
    ("kind", "name", "leads_to"),
    [
        (tarfile.REGTYPE, "../beside", ""),
        (tarfile.SYMTYPE, "link", "../../outside"),
        (tarfile.SYMTYPE, "link", "/etc/passwd"),
        (tarfile.FIFOTYPE, "pipe", ""),
    ],
)
def test_20_an_archive_that_leads_outside_is_refused(tmp_path, kind, name, leads_to):
    with tarfile.open(tmp_path / manifest.FILES, "w") as archive:
        member = tarfile.TarInfo(name)
        member.type, member.linkname = kind, leads_to
        archive.addfile(member, io.BytesIO())
    with pytest.raises(restoring.Refused, match=f"not one of ours: in its {manifest.FILES} stands {name}"):
        restoring.unpack(tmp_path)
    assert not (tmp_path / "beside").exists()
    assert [path for path in tmp_path.rglob("*") if path.is_symlink() or path.is_fifo()] == []
