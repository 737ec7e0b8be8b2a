#!/usr/bin/env bash
# Upload the configset to ZooKeeper, then create the collection or reload it. Converges; ends.
set -euo pipefail
: "${ZK_HOST:?}" "${TOMONI_SOLR_COLLECTION:?}" "${TOMONI_SOLR_SHARDS:?}" "${TOMONI_SOLR_REPLICAS:?}" "${TOMONI_SOLR_URL:?}"

solr zk upconfig -n tomoni -d /opt/tomoni/configset -z "$ZK_HOST"
admin="$TOMONI_SOLR_URL/solr/admin/collections"
if curl -fsS "$admin?action=LIST&wt=json" | grep -q "\"$TOMONI_SOLR_COLLECTION\""; then
  curl -fsS "$admin?action=RELOAD&name=$TOMONI_SOLR_COLLECTION" >/dev/null
else
  curl -fsS "$admin?action=CREATE&name=$TOMONI_SOLR_COLLECTION&collection.configName=tomoni&numShards=$TOMONI_SOLR_SHARDS&replicationFactor=$TOMONI_SOLR_REPLICAS" >/dev/null
fi
echo "collection $TOMONI_SOLR_COLLECTION is ready"
