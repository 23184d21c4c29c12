{{ claim_clusters('strike', ref('int_strike_candidates'), ref('int_strike_pairs')) }}
