"""Everything a person can be allowed to do. Code asks for one of these, never for a role (design rule 2)."""

from enum import StrEnum


class Permission(StrEnum):
    PEOPLE_SEE = "people-see"
    PEOPLE_APPOINT = "people-appoint"

    STANDARDS_SEE = "standards-see"
    STAGE_SEE = "stage-see"
    ASSESSMENT_LEAD = "assessment-lead"
    ASSESSMENT_SIGN = "assessment-sign"
    # What of an assessment may be read depends on its state too: readiness.visibility joins the two.
    LEVELS_SEE_ALWAYS = "levels-see-always"
    LEVELS_SEE_FROM_CHALLENGE = "levels-see-from-challenge"
    LEVELS_SEE_FROM_DIRECTOR = "levels-see-from-director"

    JOBS_SEE = "jobs-see"
    COMPONENTS_SEE = "components-see"
