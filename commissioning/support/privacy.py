"""What kind of information each field of this app holds."""

from commissioning.access.privacy import table

FIELDS = {
    "SupportPackage": table(
        personal="picture_agreed_by led_by created_by",
        free_text="title need hoped tried picture aims condition",
        plain="id reference authority region kind form offer intervention stage came_from picture_agreed_at days budget"
        " pot begins_on review_on ends_on terms revisit_on stage_since last_contact_on days_allocated days_used"
        " days_forecast pounds_allocated pounds_used version created_at sent_at agreed_at closed_at"
        " closing_assessment case_study",
    ),
    "PackageArea": table(
        personal="sponsor confirmed_by", plain="id package authority share joined_on confirmed_at left_on"
    ),
    "PackageStandard": table(personal="shared_by", plain="id package standard assessment shared shared_at"),
    "PackageAction": table(personal="added_by", plain="id package action added_at"),
    "TeamMember": table(
        personal="person added_by ended_by",
        free_text="handover",
        plain="id package part since until added_at ended_at",
    ),
    "PackageEvent": table(
        personal="by", free_text="text more", plain="id package kind move from_stage to_stage since subject on at"
    ),
    "Criterion": table(
        personal="facts_by added_by dropped_by",
        free_text="text measure baseline target facts",
        plain="id package authority standard due_on facts_at version added_at dropped_at",
    ),
    "CriterionRating": table(personal="by", free_text="words", plain="id criterion side rating look_again_on at"),
    "TermsSignature": table(personal="by", plain="id package terms side authority as_role at"),
    "Pot": table(personal="created_by", free_text="name", plain="id year days pounds closed_at version created_at"),
    "LedgerEntry": table(
        personal="adviser by",
        free_text="what override",
        plain="id package kind pot month days pounds session reverses at",
    ),
    "Adviser": table(
        personal="person employer employer_name created_by",
        free_text="about",
        plain="id accredited_on accredited_until kinds standards days_a_month version created_at",
    ),
    "Away": table(personal="adviser", free_text="why", plain="id first last ended_at"),
    "Conflict": table(
        personal="adviser added_by ended_by", free_text="why", plain="id authority until added_at ended_at"
    ),
    "ConflictCheck": table(
        personal="adviser by", free_text="declared managed_how", plain="id package outcome valid_until at"
    ),
    "Session": table(
        personal="adviser recorded_by taken_back_by",
        free_text="who what next taken_back_because",
        plain="id package held_on days next_on key version recorded_at taken_back_at",
    ),
    "PlanStep": table(
        personal="owner added_by",
        free_text="title words",
        plain="id package kind due_on done_on dropped_at version added_at",
    ),
    "Risk": table(
        personal="owner raised_by escalated_by closed_by",
        free_text="title response outcome",
        plain="id package kind rating version raised_at escalated_at closed_at",
    ),
    "Decision": table(personal="made_by by", free_text="text", plain="id package made_on replaces at"),
    "PackageFile": table(
        personal="added_by removed_by",
        free_text="title file file_name removed_because",
        plain="id package content_type size checksum scan scanned_at added_at removed_at",
    ),
    "Message": table(personal="by told", free_text="body", plain="id package key at"),
    "SavedFilter": table(personal="person", free_text="name query", plain="id made_at"),
    "DigestSent": table(personal="person", plain="id week at"),
    "JointProposal": table(personal="by told", free_text="words", plain="id kind key at"),
    "CalendarLink": table(personal="person made_at ended_at", secret="token_hash", plain="id"),
    "ListeningNote": table(
        personal="stakeholder by removed_by", free_text="text", plain="id package theme heard_on version at removed_at"
    ),
    "ScopingPoint": table(personal="by removed_by", free_text="text", plain="id package kind version at removed_at"),
    "ChecklistAnswer": table(personal="by", free_text="note", plain="id package item state version at"),
    "BoardTerms": table(
        personal="chair",
        free_text="exit",
        plain="id package phase papers_read deputies_decide has_subgroup version",
    ),
    "CostBenefit": table(
        personal="verified_by added_by removed_by",
        free_text="method includes overlap removed_because",
        plain="id package authority kind category year pounds verified_on version added_at removed_at",
    ),
    "OutcomeMeasure": table(
        personal="added_by removed_by",
        free_text="title unit source story",
        plain="id package authority criterion about hardness better target target_on version added_at removed_at",
    ),
    "Outcome": table(
        personal="begun_by saved_by removed_by taken_by",
        free_text="text why title unit source own_forecast forecast_why history",
        plain="id authority example standard about hardness better method target target_on version begun_at saved_at"
        " removed_at criterion measure taken_at",
    ),
    "MeasurePoint": table(personal="by", plain="id measure series on value at removed_at"),
    "Closing": table(
        personal="saved_by",
        free_text="else_happening tests_words helped hindered lessons",
        plain="id package part credible capacity connected no_figures_yet days_complete offered_as_case_study version"
        " saved_at",
    ),
    "ClosingSnapshot": table(free_text="data", plain="id package number format checksum made_at"),
    "FollowUp": table(
        personal="done_by", free_text="words", plain="id package criterion why due_on done_at dropped_at"
    ),
}
