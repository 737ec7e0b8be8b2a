// Draws records on a map, and copies an address. Every text of a record reaches the page as text, never as HTML.
const LABELS = 60;
const JAPAN = [[122, 24], [146, 46]];

function style(tiles, attribution) {
  const sources = tiles ? { tiles: { type: "raster", tiles: [tiles], tileSize: 256, attribution: plain(attribution) } } : {};
  const layers = [{ id: "background", type: "background", paint: { "background-color": "#eef2f5" } }];
  if (tiles) {
    layers.push({ id: "tiles", type: "raster", source: "tiles" });
  }
  return { version: 8, sources, layers };
}

// MapLibre writes an attribution as HTML.
function plain(text) {
  const element = document.createElement("span");
  element.textContent = text;
  return element.innerHTML;
}

function points(collection) {
  return collection.features.filter((feature) => feature.geometry);
}

function bounds(features) {
  if (features.length === 0) {
    return JAPAN;
  }
  const lon = features.map((feature) => feature.geometry.coordinates[0]);
  const lat = features.map((feature) => feature.geometry.coordinates[1]);
  const least = (values) => values.reduce((one, other) => Math.min(one, other));
  const most = (values) => values.reduce((one, other) => Math.max(one, other));
  return [[least(lon), least(lat)], [most(lon), most(lat)]];
}

// Whose a row is: its municipality, or else the publisher of its file.
function places(collection) {
  const publishers = new Map((collection.sources || []).map((source) => [source.resource, source]));
  return ({ _municipality: town, _resource: resource }) => town || publishers.get(resource)?.organization_title || "";
}

function contents(properties, place, { unnamed, dataset, source }) {
  const box = document.createElement("div");
  const lines = [properties.name || unnamed, properties.address, place];
  lines.filter(Boolean).forEach((text, number) => {
    const line = document.createElement(number ? "p" : "strong");
    line.textContent = text;
    box.append(line);
  });
  const link = document.createElement("a");
  link.href = dataset.replace("DATASET", encodeURIComponent(properties._dataset));
  link.textContent = source;
  box.append(link);
  return box;
}

function label(map, maplibre, features, place) {
  const towns = new Map();
  for (const feature of features) {
    const name = place(feature.properties);
    if (name) {
      towns.set(name, [...(towns.get(name) || []), feature.geometry.coordinates]);
    }
  }
  for (const [name, spots] of [...towns].slice(0, LABELS)) {
    const element = document.createElement("span");
    element.className = "tomoni-map-label";
    element.textContent = name;
    const middle = [0, 1].map((axis) => spots.reduce((sum, spot) => sum + spot[axis], 0) / spots.length);
    new maplibre.Marker({ element, offset: [0, -18] }).setLngLat(middle).addTo(map);
  }
}

function layers(map, collection) {
  map.addSource("records", { type: "geojson", data: collection, cluster: true, clusterRadius: 30, clusterMaxZoom: 12 });
  const stroke = { "circle-stroke-width": 1.5, "circle-stroke-color": "#ffffff" };
  map.addLayer({
    id: "clusters", type: "circle", source: "records", filter: ["has", "point_count"],
    paint: {
      ...stroke, "circle-color": "#3460fb", "circle-opacity": 0.8,
      "circle-radius": ["interpolate", ["linear"], ["get", "point_count"], 2, 10, 1000, 26],
    },
  });
  map.addLayer({
    id: "records", type: "circle", source: "records", filter: ["!", ["has", "point_count"]],
    paint: { ...stroke, "circle-color": "#0017c1", "circle-radius": 7 },
  });
}

// Opens a point's popup; closed by its button, by Escape or beside it, the focus is on the map again.
function opener(map, maplibre, place, words) {
  let popup = null;
  map.getContainer().addEventListener("keydown", (event) => {
    if (event.key === "Escape" && popup?.isOpen()) {
      event.stopPropagation();
      popup.remove();
    }
  });
  return ({ geometry, properties }) => {
    popup?.remove();
    popup = new maplibre.Popup().setLngLat(geometry.coordinates);
    popup.setDOMContent(contents(properties, place(properties), words)).addTo(map);
    popup.on("close", () => map.getCanvas().focus({ preventScroll: true }));
  };
}

function nearest(map, features) {
  const { x, y } = map.project(map.getCenter());
  const distance = (feature) => {
    const point = map.project(feature.geometry.coordinates);
    return Math.hypot(point.x - x, point.y - y);
  };
  return features.reduce((one, other) => (distance(other) < distance(one) ? other : one));
}

function answers(map, open, features) {
  map.on("click", "records", (event) => open(event.features[0]));
  map.on("click", "clusters", async (event) => {
    const feature = event.features[0];
    const zoom = await map.getSource("records").getClusterExpansionZoom(feature.properties.cluster_id);
    map.easeTo({ center: feature.geometry.coordinates, zoom });
  });
  map.getCanvas().addEventListener("keydown", (event) => {
    if (event.key === "Enter") {
      event.preventDefault();
      open(nearest(map, features));
    }
  });
  for (const layer of ["records", "clusters"]) {
    map.on("mouseenter", layer, () => { map.getCanvas().style.cursor = "pointer"; });
    map.on("mouseleave", layer, () => { map.getCanvas().style.cursor = ""; });
  }
}

async function draw(section) {
  const { geojson, library, tiles, attribution, more } = section.dataset;
  const [maplibre, response] = await Promise.all([import(library), fetch(geojson)]);
  const collection = response.ok ? await response.json() : { features: [] };
  const features = points(collection);
  if (features.length === 0) {
    return;
  }
  section.hidden = false;
  const container = section.querySelector(".tomoni-map-canvas");
  const map = new maplibre.Map({
    container, style: style(tiles, attribution), bounds: bounds(features),
    fitBoundsOptions: { padding: 48, maxZoom: 15 }, attributionControl: { compact: true }, cooperativeGestures: true,
    locale: document.documentElement.lang.startsWith("ja") ? JAPANESE : {},
  });
  map.getCanvas().setAttribute("aria-describedby", section.querySelector("[data-keys]").id);
  map.addControl(new maplibre.NavigationControl({ showCompass: false }));
  map.on("load", () => {
    layers(map, collection);
    const place = places(collection);
    label(map, maplibre, features, place);
    answers(map, opener(map, maplibre, place, section.dataset), features);
    section.dataset.drawn = features.length;
  });
  if (collection.next) {
    const note = section.querySelector("[data-note]");
    note.textContent = more;
    note.hidden = false;
  }
}

const JAPANESE = {
  "NavigationControl.ZoomIn": "拡大",
  "NavigationControl.ZoomOut": "縮小",
  "Popup.Close": "閉じる",
  "Map.Title": "地図",
  "AttributionControl.ToggleAttribution": "出典の表示",
  "CooperativeGesturesHandler.WindowsHelpText": "Ctrlキーを押しながらスクロールすると拡大・縮小します",
  "CooperativeGesturesHandler.MacHelpText": "⌘キーを押しながらスクロールすると拡大・縮小します",
  "CooperativeGesturesHandler.MobileHelpText": "2本の指で地図を動かせます",
};

function copies(button) {
  button.hidden = !navigator.clipboard;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(document.getElementById(button.dataset.copies).value);
    button.textContent = button.dataset.done;
  });
}

document.querySelectorAll("[data-copies]").forEach(copies);
for (const section of document.querySelectorAll("[data-records-map]")) {
  // Without WebGL, without the library, without an answer: the table of rows says the same.
  draw(section).catch((error) => {
    section.hidden = true;
    console.warn("no map:", error.message);
  });
}
