{{ claim_clusters('strike', ref('int_strike__touched'), ref('int_strike__pairs')) }}
