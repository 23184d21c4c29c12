{% snapshot fct_strikes_history %}
{{ config(unique_key='strike_id', post_hook="{{ describe_history('fct_strikes') }}") }}
select * from {{ ref('fct_strikes') }}
{% endsnapshot %}
