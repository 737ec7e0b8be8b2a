"""The processes of the harvest: idle-safe loops over ckanext-harvest's two queues, and the keeper of its jobs."""
