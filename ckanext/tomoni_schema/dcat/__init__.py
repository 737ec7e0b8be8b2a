"""RDF: our fields in DCAT-AP 3 and back (ckanext-dcat profile ``tomoni_dcat_goj``)."""
