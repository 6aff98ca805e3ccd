from .answers import ANSWERED, LEFT_OUT, Answer, Cohort, CohortValue, Identity, ImportedFile, Respondent, WrittenAnswer
from .coding import (
    AnswerCode,
    CodedTheme,
    Coding,
    FrameVersion,
    Quote,
    SampledAnswer,
    Theme,
    ThemeFrame,
    ThemeOrigin,
)
from .editions import Edition, EditionPreview, EditionSection, EditionSnapshot, Headline
from .figures import Tabulation, Withholding
from .instruments import Instrument, InstrumentVersion, Question
from .interviews import Interview, Passage
from .rounds import Invitation, InvitationAuthority, Mode, OptOut, Round, RoundGroup
from .underway import Draft, PooledAnswer

__all__ = [
    "ANSWERED",
    "LEFT_OUT",
    "Answer",
    "AnswerCode",
    "CodedTheme",
    "Coding",
    "Cohort",
    "CohortValue",
    "Draft",
    "Edition",
    "EditionPreview",
    "EditionSection",
    "EditionSnapshot",
    "FrameVersion",
    "Headline",
    "Identity",
    "ImportedFile",
    "Instrument",
    "InstrumentVersion",
    "Interview",
    "Invitation",
    "InvitationAuthority",
    "Mode",
    "OptOut",
    "Passage",
    "PooledAnswer",
    "Question",
    "Quote",
    "Respondent",
    "Round",
    "RoundGroup",
    "SampledAnswer",
    "Tabulation",
    "Theme",
    "ThemeFrame",
    "ThemeOrigin",
    "Withholding",
    "WrittenAnswer",
]
