"""Every write about self-assessments and standards, by noun: `actions.partners.invite` …"""
