{#-
    One key a place: the gazetteer's id of a settlement, else its name inside its country (readers put a village that the
    gazetteer lacks into the region that they read last); a region's code; a country.
    A region's key is never a settlement's, so that a strike told only by its region stays apart from those in its towns.
-#}
{% macro place_key(country='target_country') -%}
    case
        when place is not null
            then coalesce(
                location_id,
                'place:' || {{ fold_name('place') }} || '@' || coalesce({{ country }}, admin1_code, {{ fold_name('admin1') }}, '')
            )
        when coalesce(admin1_code, admin1) is not null
            then 'admin1:' || coalesce(admin1_code, {{ fold_name('admin1') }})
        when {{ country }} is not null then 'country:' || {{ country }}
    end
{%- endmacro %}
