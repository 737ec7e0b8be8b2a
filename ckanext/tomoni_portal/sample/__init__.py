"""The sample portal: what a newcomer sees first, said everywhere to be sample data.

:func:`ckanext.tomoni_portal.sample.load.load` converges: what is missing is made, what differs is
put back, what is right is left alone, so that an interrupted load is simply repeated.
"""
