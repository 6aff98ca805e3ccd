"""Reads that need thought, by noun: `queries.assessments`, `queries.partners` …"""
