{% snapshot fct_diplomatic_meetings_history %}
{{ config(unique_key='meeting_id', post_hook="{{ describe_history('fct_diplomatic_meetings') }}") }}
select * from {{ ref('fct_diplomatic_meetings') }}
{% endsnapshot %}
