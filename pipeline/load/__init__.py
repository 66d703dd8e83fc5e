"""Dataset + store -> journal: what a load is, and everything that a journal then allows.

    request = LoadRequest(folder, rows, Target(prefix, address, token), LoadOptions())      # of survey, request, options
    outcome = load(request, survey(request), Output(mapping, packs), …)                      # of run, survey, mapping_file

`unload`, `verify` and `status` are what comes after a load.
"""
