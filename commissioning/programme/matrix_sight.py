"""A line of sight for every address that names one (see `matrix_examples`)."""

from commissioning.access.permissions import Permission as P

from .example import Example

# Whoever works on a package sees its area’s lines, too.
_SEEN = (P.STAGE_SEE, P.PACKAGE_DELIVER)
_LINE = Example(lambda gss_code, user: {"gss_code": gss_code, "code": "S08"}, _SEEN)

SIGHT_EXAMPLES: dict[str, Example] = {
    "programme:line-list": Example(lambda gss_code, user: {"gss_code": gss_code}, _SEEN),
    "programme:line-detail": _LINE,
    "programme:line-print": _LINE,
}
