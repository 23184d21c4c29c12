{{ claim_clusters('interception', ref('int_interception_candidates'), ref('int_interception_pairs')) }}
