{% snapshot fct_aid_packages_history %}
{{ config(unique_key='aid_package_id', post_hook="{{ describe_history('fct_aid_packages') }}") }}
select * from {{ ref('fct_aid_packages') }}
{% endsnapshot %}
