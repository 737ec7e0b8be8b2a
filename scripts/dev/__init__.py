"""The work behind the Makefile: ``python3 -m scripts.dev <verb>``.

Standard library only, because it runs before any virtual environment exists. Each verb prints what it
is doing, and every failure is a :class:`~scripts.dev.say.Trouble` that names a cause and a way out.
"""
