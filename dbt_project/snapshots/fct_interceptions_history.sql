{% snapshot fct_interceptions_history %}
{{ config(unique_key='interception_id', post_hook="{{ describe_history('fct_interceptions') }}") }}
select * from {{ ref('fct_interceptions') }}
{% endsnapshot %}
