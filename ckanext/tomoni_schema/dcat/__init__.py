"""RDF: our fields in DCAT-AP 3 and back (ckanext-dcat profile ``tomoni_dcat_goj``), and schema.org's JSON-LD.

``writing*`` and ``reading*`` need no CKAN: they work on one dataset, an rdflib graph and a ``Site``. ``profile`` puts
them between ckanext-dcat and the portal. Which field is which property is the table ``schemas/catalogue/dcat_goj.csv``.
"""
