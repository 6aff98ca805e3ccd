"""The register holds public facts only."""

from commissioning.access.privacy import table

FIELDS = {
    "Region": table(plain="id name slug"),
    "Authority": table(
        plain="id gss_code name short_name alternative_names type region rural_urban rurality population"
        " population_year population_0_17 population_0_17_year dfe_code started_on ended_on note"
    ),
    "Succession": table(plain="id predecessor successor effective_on kind legal_order basis"),
    "StatisticalNeighbour": table(plain="id authority neighbour rank closeness model_year"),
    "Judgement": table(
        plain="id authority scheme inspection_type inspected_from inspected_to published_on overall leaders"
        " help_and_protection in_care care_leavers report_url"
    ),
}
