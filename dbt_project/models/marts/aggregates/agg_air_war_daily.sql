{{ air_war_series('event_date', 'event_date') }}
