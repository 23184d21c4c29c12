{{ claim_clusters('interception', ref('int_interception__touched'), ref('int_interception__pairs')) }}
