{#- A name without case, accents, apostrophes and punctuation, for comparing names only. -#}
{% macro fold_name(expression) -%}
    trim(regexp_replace(lower(strip_accents({{ expression }})), '[^a-z0-9\p{Cyrillic}]+', ' ', 'g'))
{%- endmacro %}

{#- A 16-character id of a text: the first 64 bits of its MD5, which is all that a key needs. -#}
{% macro hashed_id(expression) -%}
    substr(md5({{ expression }}), 1, 16)
{%- endmacro %}

{#- The id of who answers for a text, by its name (dim_sources). -#}
{% macro source_id(label) -%}
    {{ hashed_id("'source|' || coalesce(" ~ fold_name(label) ~ ", '')") }}
{%- endmacro %}

{#- Two values contradict each other: both are known and differ. Null contradicts nothing. -#}
{% macro contradicts(left, right) -%}
    coalesce({{ left }} <> {{ right }}, false)
{%- endmacro %}

{#- A participant told by office only ("foreign ministers", "diplomats of Germany"): it names nobody, so it can neither match a person nor contradict one. -#}
{% macro is_office(expression) -%}
    regexp_matches(
        {{ expression }},
        '\b(?:leaders?|ministers?|diplomats?|officials?|envoys?|advis[eo]rs?|delegat(?:es?|ions?)|colleagues?|counterparts?|representatives?|ambassadors?|negotiat(?:ors?|ing teams?)|presidents?|directors?|chiefs?|secretar(?:y|ies)|heads?|teams?|aides?|experts?|lawmakers?|senators?|councils?|assembly|commission|parliament)\b',
        'i'
    )
{%- endmacro %}
