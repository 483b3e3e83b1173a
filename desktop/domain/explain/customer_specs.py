"""The figures of surveys, onboarding and health that can be explained, by key."""

from __future__ import annotations

from desktop.domain.explain.spec import DOWN, UP, Spec
from desktop.domain.figures import Figures

_NPS = (
    "F. Reichheld, The One Number You Need to Grow, Harvard Business Review, December 2003; interval: B. Rocks, The "
    "American Statistician 70 (2016) 365-372."
)
_CSAT = "Percent of the two best boxes, as commonly reported; interval: E. B. Wilson, JASA 22 (1927) 209-212."
_CES = "M. Dixon, K. Freeman and N. Toman, Stop Trying to Delight Your Customers, Harvard Business Review, July 2010."
_TTV = "E. L. Kaplan and P. Meier, JASA 53 (1958) 457-481."
_OWN = "The scorecard of this book, with its weights, curves, caps and bands."

_NPS_INTERVAL = "adjusted Wald: 3/4, 3/2 and 3/4 added to promoters, passives and detractors, then 1.96 standard errors"
_MEDIAN = "have reached their first value, those still waiting counted as waiting (Kaplan-Meier)."


def _reached_share(f: Figures) -> float | None:
    if not f.ttv.n:
        return None
    return 1 - f.ttv.curve[-1][1] if f.ttv.curve else 0.0


CUSTOMER_SPECS: dict[str, Spec] = {
    "nps": Spec(
        "NPS",
        "net",
        UP,
        lambda f: f.nps.value,
        "100 x (promoters - detractors) / answers",
        "Net promoter score, -100 to 100, of the latest answer of each contact in the period: 9 and 10 promote, 0 to 6 "
        "detract.",
        _NPS,
    ),
    "nps.n": Spec(
        "NPS: answers", "count", None, lambda f: f.nps.n, "answers counted", "The latest answer of each contact.", _NPS
    ),
    "nps.promoters": Spec(
        "Promoters", "count", UP, lambda f: f.nps.promoters, "answers of 9 and 10", "Answers of 9 and 10.", _NPS
    ),
    "nps.passives": Spec(
        "Passives", "count", None, lambda f: f.nps.passives, "answers of 7 and 8", "They count in n only.", _NPS
    ),
    "nps.detractors": Spec(
        "Detractors", "count", DOWN, lambda f: f.nps.detractors, "answers of 0 to 6", "Answers of 0 to 6.", _NPS
    ),
    "nps.low": Spec(
        "NPS, lower end", "net", UP, lambda f: f.nps.low, _NPS_INTERVAL, "The lower end of its 95 % interval.", _NPS
    ),
    "nps.high": Spec(
        "NPS, upper end", "net", UP, lambda f: f.nps.high, _NPS_INTERVAL, "The upper end of its 95 % interval.", _NPS
    ),
    "nps.response_rate": Spec(
        "NPS response rate",
        "share",
        UP,
        lambda f: f.nps.response_rate.value,
        "answered / asked",
        "Of all the times somebody was asked in the period, how often an answer came; every time counts.",
    ),
    "csat": Spec(
        "CSAT",
        "percent",
        UP,
        lambda f: f.csat.value,
        "100 x satisfied answers / answers",
        "Customer satisfaction: percent of answers in the two best of five points, tickets included; all count.",
        _CSAT,
    ),
    "csat.n": Spec(
        "CSAT: answers", "count", None, lambda f: f.csat.n, "answers counted", "Every answer of the period.", _CSAT
    ),
    "csat.low": Spec(
        "CSAT, lower end",
        "percent",
        UP,
        lambda f: f.csat.low,
        "Wilson score interval of satisfied of all answers",
        "The lower end of its 95 % interval.",
        _CSAT,
    ),
    "csat.high": Spec(
        "CSAT, upper end",
        "percent",
        UP,
        lambda f: f.csat.high,
        "Wilson score interval of satisfied of all answers",
        "The upper end of its 95 % interval.",
        _CSAT,
    ),
    "csat.band": Spec(
        "CSAT in a word",
        "text",
        None,
        lambda f: f.csat.band,
        "80 and above excellent, 60 to below 80 room for improvement, below 60 friction",
        "The word for the CSAT of the period.",
    ),
    "ces.mean_ease": Spec(
        "CES, mean ease",
        "ease",
        UP,
        lambda f: f.ces.mean_ease,
        "sum of the answers on the ease scale 1-7 / answers",
        "Customer effort score as ease, 1 to 7, where 7 is very easy; surveys that ask for effort are turned round.",
        _CES,
    ),
    "ces.percent_easy": Spec(
        "CES, percent easy",
        "percent",
        UP,
        lambda f: f.ces.percent_easy,
        "100 x answers at 5 and above / answers",
        "Percent of the answers that say it was easy.",
        _CES,
    ),
    "ces.index": Spec(
        "CES index",
        "net",
        UP,
        lambda f: f.ces.index,
        "100 x (answers at 6 and above - answers at 3 and below) / answers",
        "Percent very easy minus percent hard, -100 to 100.",
        _CES,
    ),
    "ces.n": Spec(
        "CES: answers",
        "count",
        None,
        lambda f: f.ces.n,
        "answers counted",
        "Every answer that says its direction.",
        _CES,
    ),
    "ces.low": Spec(
        "CES index, lower end",
        "net",
        UP,
        lambda f: f.ces.low,
        "adjusted Wald interval of the index",
        "The lower end of its 95 % interval.",
        _CES,
    ),
    "ces.high": Spec(
        "CES index, upper end",
        "net",
        UP,
        lambda f: f.ces.high,
        "adjusted Wald interval of the index",
        "The upper end of its 95 % interval.",
        _CES,
    ),
    "ttv.median_days": Spec(
        "Time to value, median",
        "days",
        DOWN,
        lambda f: f.ttv.median_days,
        "the first day by which half has reached value, those still waiting counted as waiting",
        f"The day of an onboarding by which half of them {_MEDIAN}",
        _TTV,
    ),
    "ttv.p90_days": Spec(
        "Time to value, nine in ten",
        "days",
        DOWN,
        lambda f: f.ttv.p90_days,
        "the first day by which nine in ten have reached value, those still waiting counted as waiting",
        f"The day of an onboarding by which nine in ten {_MEDIAN}",
        _TTV,
    ),
    "ttv.reached": Spec(
        "Reached value",
        "count",
        UP,
        lambda f: f.ttv.reached,
        "onboardings that reached value",
        "Onboardings whose first-value milestone is done, not after a churn.",
    ),
    "ttv.censored": Spec(
        "Not at value yet",
        "count",
        DOWN,
        lambda f: f.ttv.censored,
        "onboardings still waiting + lost before value",
        "Onboardings that have not reached value yet, or never will.",
    ),
    "ttv.lost": Spec(
        "Lost before value",
        "count",
        DOWN,
        lambda f: f.ttv.lost,
        "onboardings whose account churned before value",
        "Onboardings of accounts that left before value.",
    ),
    "ttv.curve": Spec(
        "Share that reached value",
        "share",
        UP,
        _reached_share,
        "1 - product over the days of (1 - reached that day / still waiting that day)",
        "The share of onboardings that has reached value by the last step of the curve (Kaplan-Meier).",
        _TTV,
    ),
    "health.green": Spec(
        "Green accounts",
        "count",
        UP,
        lambda f: f.health.green,
        "active accounts in the green band",
        "Active accounts with a health score of 75 and above, unless the scorecard says otherwise.",
        _OWN,
    ),
    "health.amber": Spec(
        "Amber accounts",
        "count",
        None,
        lambda f: f.health.amber,
        "active accounts in the amber band",
        "Active accounts with a health score of 50 to below 75, unless the scorecard says otherwise.",
        _OWN,
    ),
    "health.red": Spec(
        "Red accounts",
        "count",
        DOWN,
        lambda f: f.health.red,
        "active accounts in the red band",
        "Active accounts with a health score below 50, unless the scorecard says otherwise.",
        _OWN,
    ),
    "health.unscored": Spec(
        "Unscored accounts",
        "count",
        DOWN,
        lambda f: f.health.unscored,
        "active accounts without a band",
        "Active accounts of which less than 40 % of the weight is known, unless the scorecard says otherwise.",
        _OWN,
    ),
    "health.mean": Spec(
        "Health, mean",
        "health",
        UP,
        lambda f: f.health.mean,
        "sum of the scores / accounts with a band",
        "The mean health score of active accounts with a band, each account alike.",
        _OWN,
    ),
    "health.arr_weighted_mean": Spec(
        "Health, weighed by ARR",
        "health",
        UP,
        lambda f: f.health.arr_weighted_mean,
        "sum of score x ARR / sum of ARR, of accounts with a band",
        "The mean health score of active accounts with a band, each by its ARR.",
        _OWN,
    ),
}
"""In the order in which they are told."""
