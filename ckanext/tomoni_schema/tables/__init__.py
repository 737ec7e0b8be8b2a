"""A table of a standard that an officer types in the browser: opened from a file or empty, kept as a draft, published.

``content``, ``opening``, ``layout`` and ``prefill`` are pure; ``drafts``, ``stored`` and ``publishing`` speak to CKAN.
"""
