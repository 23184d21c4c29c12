"""Example statements for the SQL page: one for each kind of fact, and the way from a fact to its quotes."""

from dashboards.language import mark

EXAMPLES = {
    mark("Strikes with the most people killed"): """\
select event_date, attacker_country, place, admin1, killed_low, killed_best, killed_high, n_sources
from fct_strikes
where killed_best is not null
order by killed_best desc
limit 20""",
    mark("Share of drones brought down per month"): """\
select
    date_trunc('month', event_date)::date as month,
    count_definition,
    sum(intercepted) as brought_down,
    sum(launched) as launched,
    round(sum(intercepted) / nullif(sum(launched), 0), 3) as share
from fct_interceptions
where scope = 'national' and not is_recap and weapon_class = 'drone'
    and launched is not null and intercepted is not null and event_date is not null
group by all
order by month, count_definition""",
    mark("Aid packages by donor, in euro"): """\
select donor_name, recipient, count(*) as packages, round(sum(amount_eur)) as euro
from fct_aid_packages
where not is_cumulative
group by all
order by euro desc nulls last""",
    mark("Who met with whom"): """\
select event_date, status, format, place, countries, participants
from fct_diplomatic_meetings
order by event_date desc nulls last
limit 50""",
    mark("The quotes behind the newest strikes"): """\
select s.event_date, s.place, a.publisher, a.published_at, c.killed, c.wounded, c.claimant, c.quote
from fct_strikes as s
inner join strike_claims as c on s.strike_id = c.fact_id
inner join dim_articles as a on c.article_id = a.article_id
order by s.event_date desc nulls last, s.strike_id
limit 50""",
}
