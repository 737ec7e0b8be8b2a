"""How a visitor's words reach Solr and come back as facets: ``query`` asks, ``facets`` names, ``hooks`` wires.

The fields that are searched are made by ``config/solr/japanese.xml``.
"""
