"""Data protection: how long things are kept, erasing a person, everything about one person, the privacy notice, and
copies of the site for testing. All of it is driven by what each app's `privacy.py` says of its fields.
"""
