// Note that activities are to be resolved again, from the first on, beside those noted before.
// $paths: list of strings, parts of the URIs of their files
// $hosts: list of strings, the hosts that they ran on; an empty one stands for all
MERGE (p:PendingResolution:Store {name: 'site'})
SET p.after = '',
    p.paths = coalesce(p.paths, []) + [path IN $paths WHERE NOT path IN coalesce(p.paths, [])],
    p.hosts = coalesce(p.hosts, []) + [host IN $hosts WHERE NOT host IN coalesce(p.hosts, [])]
