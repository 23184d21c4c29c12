{{ air_war_series("date_trunc('week', event_date)::date", 'week_start') }}
