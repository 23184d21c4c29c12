{{ claim_clusters('meeting', ref('int_meeting__candidates'), ref('int_meeting__pairs')) }}
