"""The compiled style sheet and script: our brand, and nothing that leads nowhere."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
BUILD = ROOT / "static" / "build"
STYLES = BUILD / "site.css"


@pytest.fixture(scope="module")
def styles():
    return STYLES.read_text()


def test_no_brand_that_is_not_ours(styles):
    assert styles.count("GDS Transport") == 0
    assert "@font-face" not in styles
    assert not re.search("crown|crest", styles, re.IGNORECASE)
    assert "--govuk-brand-colour: #12436d" in styles
    assert not [path for path in BUILD.rglob("*") if path.suffix in {".woff", ".woff2", ".ttf"}]


def test_every_address_in_the_styles_leads_somewhere(styles):
    addresses = re.findall(r"url\(\"?([^\")]+)\"?\)", styles)
    assert addresses
    for address in addresses:
        assert (BUILD / address).is_file(), address


def test_collected_styles_keep_their_addresses(tmp_path, settings):
    """As the site serves them: with hashed names, compressed."""
    from django.core.management import call_command

    settings.STATIC_ROOT = tmp_path
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
    }
    call_command("collectstatic", interactive=False, verbosity=0)
    collected = next(tmp_path.glob("site.*.css")).read_text()
    for address in re.findall(r"url\(\"?([^\")]+)\"?\)", collected):
        assert (tmp_path / address).is_file(), address


def test_the_script_is_one_file():
    script = (BUILD / "site.js").read_text()
    assert not re.search(r"\bimport\s*[{(\"']", script)


def test_the_lock_file_names_no_registry():
    lock = (ROOT / "package-lock.json").read_text()
    assert '"resolved"' not in lock
    assert "registry" not in lock
    assert "//" not in (ROOT / ".npmrc").read_text()
