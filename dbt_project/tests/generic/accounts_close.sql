{#-
    launched = shot_down + suppressed + hit + still_airborne + unaccounted, for every count that tells what was launched and
    what was brought down, and none of them negative. A part that is not told is in another one: where bulletins do not tell
    shot_down and suppressed apart both are in intercepted, an untold hit or still_airborne is in unaccounted.
-#}
{% test accounts_close(model) %}
select
    interception_id,
    best_claim_id,
    launched,
    intercepted,
    shot_down,
    suppressed,
    hit,
    still_airborne,
    unaccounted
from {{ model }}
where
    launched is not null
    and intercepted is not null
    and (
        unaccounted is null
        or launched <> coalesce(shot_down + suppressed, intercepted)
        + coalesce(hit, 0) + coalesce(still_airborne, 0) + unaccounted
        or least(unaccounted, coalesce(hit, 0), coalesce(still_airborne, 0)) < 0
    )
{% endtest %}
