{#-
    Columns of a claim that nothing is compared by: the tables of resolution go without them, and the published claims
    take them from the claims as they count.
-#}
{% macro texts_of_claims() -%}
    date_text, claimant, rule_id, quote, evidence, claim_key, as_read, reader_version, loaded_at
{%- endmacro %}
