{#- How far a package has come: 1 planned to 5 delivered; 0 for a halt or its end, which say nothing of the stage. -#}
{% macro aid_stage(status) -%}
    case {{ status }}
        when 'delivered' then 5
        when 'allocated' then 4
        when 'approved' then 3
        when 'announced' then 2
        when 'planned' then 1
        else 0
    end
{%- endmacro %}
