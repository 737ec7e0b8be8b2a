"""The cross-municipality table: the rows of every resource that follows a standard, typed, in one place.

``store`` keeps it in step with the resources, ``question`` and ``query`` ask it, ``formats`` writes the answers and
``feed`` serves them. Who may see a row is decided when it is asked for, by its dataset.
"""
