{{ claim_clusters(
    'meeting', ref('int_meeting__candidates'), ref('int_meeting__pairs'), each_pair_once=true
) }}
