"""What kind of information each field of this app holds."""

from commissioning.access.privacy import table

FIELDS = {
    "Instrument": table(plain="id slug title created_at"),
    "InstrumentVersion": table(
        personal="imported_by", plain="id instrument number definition checksum warnings file file_name imported_at"
    ),
    "Question": table(plain="id version number name kind measure service"),
    "Round": table(
        personal="created_by",
        plain="id name mode attributes frame_on opens_on closes_on state imported collected_on created_at"
        " opened_at closed_at",
    ),
    "RoundGroup": table(
        secret="open_key",
        plain="id round mode slug title noun source instrument_version interviewed partial_percent remind_on",
    ),
    "Invitation": table(
        personal="person authority attributes mail",
        secret="token_hash",
        plain="id group invited_on reminded_on reminders outcome used",
    ),
    "InvitationAuthority": table(personal="invitation authority", plain="id"),
    "OptOut": table(personal="person", plain="id on"),
    "Interview": table(
        personal="invitation interviewer",
        free_text="present unchecked_because",
        plain="id held_on consent sent_on checked_on version",
    ),
    "Passage": table(personal="interview", free_text="text", plain="id question added_at"),
    "Cohort": table(plain="id group key"),
    "CohortValue": table(plain="id cohort attribute value"),
    "Respondent": table(plain="id group cohort partial"),
    "Identity": table(personal="respondent invitation person stable_id authority submitted_at", plain="mode"),
    "Answer": table(personal="respondent question code", plain="group cohort"),
    "WrittenAnswer": table(personal="respondent question", free_text="text", plain="id"),
    "ImportedFile": table(personal="imported_by", plain="id group checksum name respondents imported_at"),
    "Draft": table(personal="invitation", secret="key body", plain="id group finished"),
    "PooledAnswer": table(secret="body", plain="id group"),
    "Tabulation": table(plain="id group against breakdown suppressed respondents rows asked_at"),
    "Setback": table(plain="id work subject attempts reason try_again_at"),
    "Headline": table(personal="named_by", plain="id group question basis answer named_at"),
    "Edition": table(
        personal="created_by changed_by published_by",
        free_text="title correction",
        plain="id number slug round against replaces version revision created_at changed_at published_at",
    ),
    "EditionSection": table(
        personal="changed_by",
        free_text="heading commentary",
        plain="id edition position kind group measure services question attribute version changed_at",
    ),
    "EditionPreview": table(free_text="pages", plain="edition revision made_at"),
    "EditionSnapshot": table(free_text="pages", plain="edition format tables patterns checksum made_at"),
    "Withholding": table(plain="id group number minimum_base pattern respondents decided_at"),
    "ThemeFrame": table(plain="id instrument question_name created_at"),
    "FrameVersion": table(personal="created_by", plain="id frame number frozen_at created_at"),
    "Theme": table(free_text="name definition", plain="id frame_version order version"),
    "ThemeOrigin": table(plain="id theme origin"),
    "Coding": table(
        personal="begun_by sample_ended_by",
        free_text="sample_ended_because",
        plain="id group question frame_version begun_at sample_ended_at",
    ),
    "SampledAnswer": table(personal="answer", plain="id coding"),
    "AnswerCode": table(
        personal="answer decision coded_by",
        free_text="reason",
        plain="id coding frame_version turn coded_at carried version",
    ),
    "CodedTheme": table(personal="code theme", plain="id"),
    "Quote": table(
        personal="answer noted consent attribution changed_by approved_by withdrawn_by",
        free_text="passage checked override_reason withdrawn_because",
        plain="id state version changed_at approved_at withdrawn_at",
    ),
    "Listening": table(
        personal="begun_by ended_by", free_text="purpose", plain="id authority package begun_at ended_at"
    ),
    "ListeningMember": table(personal="person named_by", plain="id listening named_at left_at"),
    "AreaInterview": table(
        personal="interviewer consent",
        free_text="others unchecked_because",
        plain="id listening guide kind held_on present unchecked_at_notes notes_version version recorded_at",
    ),
    "Heard": table(
        personal="stakeholder said consent",
        free_text="wished",
        secret="token_hash",
        plain="id interview sent_at checked_at checked_notes",
    ),
    "AreaNote": table(personal="interview", free_text="text", plain="id question"),
    "AreaPassage": table(
        personal="interview approved_by",
        free_text="text quote override_reason",
        plain="id question seen_on approved_at version",
    ),
    "PassageTheme": table(plain="id passage theme"),
    "ThemeSummary": table(free_text="strengths difficulties differed", plain="id listening theme version"),
    "AreaReport": table(
        personal="made_by released_by",
        free_text="data",
        plain="id listening number format checksum made_at released_at",
    ),
    "Playback": table(
        personal="recorded_by",
        free_text="came disputed changed",
        plain="id listening report held_on number version recorded_at",
    ),
}
