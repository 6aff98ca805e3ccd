"""Survey evaluation: questionnaires, rounds, answers, coding, analysis and the impact report (domain D)."""
