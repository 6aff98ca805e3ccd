"""What is frozen when an assessment is sent and when it is signed, and how its checksum is made. Pure."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

FORMAT = 2
READABLE = frozenset({1, 2})  # 1 had neither views, challenge, evidence nor actions


def checksum(data: Mapping[str, Any]) -> str:
    """SHA-256 of the data as canonical JSON: keys sorted, no spaces, UTF-8."""
    return hashlib.sha256(
        json.dumps(data, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
    ).hexdigest()


def build(*, assessment: Any, moment: str, at: str, standards: list[dict[str, Any]], about: dict[str, Any]) -> dict:
    """The frozen record. Standards by code: their texts are in the set's version, which never changes."""
    authority = assessment.authority
    return {
        "moment": moment,
        "at": at,
        "authority": {
            "gss_code": authority.gss_code,
            "name": authority.name,
            "short_name": authority.short_name,
            "type": authority.get_type_display(),
            "region": authority.region.name,
        },
        "occasion": assessment.occasion,
        "title": assessment.title,
        "year": assessment.year,
        "revision": assessment.revision,
        "framework": {"code": assessment.version.framework.code, "version": assessment.version.number},
        "standards": standards,
        **about,
    }
