{{ claim_clusters('meeting', ref('int_meeting_candidates'), ref('int_meeting_pairs')) }}
