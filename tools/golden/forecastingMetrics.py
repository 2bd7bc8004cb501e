"""Scores of forecasts by GluonTS, utilsforecast and scoringrules, and quantiles by numpy: the oracle of the forecasting
app's metrics, sample quantiles and conformal corrections.

Needs: gluonts 0.17, utilsforecast 0.2, scoringrules 0.10, pandas, numpy. Run: python tools/golden/forecastingMetrics.py
"""

import json
import math
import pathlib
import warnings
from importlib.metadata import version

import numpy as np
import pandas as pd
import scoringrules
from gluonts.ev import metrics as ev
from gluonts.ev.ts_stats import seasonal_error
from gluonts.evaluation import Evaluator
from gluonts.model.forecast import QuantileForecast
from utilsforecast import losses

warnings.simplefilter("ignore")
random = np.random.default_rng(20)

DECILES = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9]
LEVELS = [0.025, *DECILES, 0.975]
HORIZON = 8


def make_series(name, season, values, missing=()):
    """A series whose last values are to be forecast, and a forecast of them: some levels too narrow, some too wide."""
    values = np.round(values, 6)
    values[list(missing)] = np.nan
    history, actual = values[:-HORIZON], values[-HORIZON:]
    spread = np.nanstd(np.diff(history)) * random.uniform(0.3, 1.5)
    center = np.where(np.isnan(actual), np.nanmean(history), actual) + spread * random.normal(size=HORIZON)
    offsets = np.sort(random.normal(size=(len(LEVELS), HORIZON)), axis=0) * spread
    return {
        "id": name,
        "season": season,
        "history": history,
        "actual": actual,
        "mean": np.round(center + 0.1 * spread, 6),
        "quantiles": np.round(center + offsets, 6),
    }


time = np.arange(48)
season4 = np.sin(2 * np.pi * time / 4)
complete = [
    make_series("seasonal", 4, 1000 + 200 * season4 + 30 * random.normal(size=48)),
    make_series("falls below zero", 1, 10 - 0.5 * time + random.normal(size=48)),
    make_series("counts with zeros", 7, random.poisson(0.7, size=48).astype(float)),
    make_series("tiny", 4, 1e-2 * (2 + season4 + 0.3 * random.normal(size=48))),
    make_series("walk", 1, 1e6 + 1e4 * np.cumsum(random.normal(size=48))),
]
gaps = [
    make_series("gaps", 4, 50 + 9 * season4 + random.normal(size=48), missing=[3, 4, 17, 41, 46]),
    make_series("most missing", 12, 300 + 40 * random.normal(size=48), missing=[0, *range(41, 48)]),
]
everything = complete + gaps
start = pd.Period("2020-01-01 00:00", freq="h")


def by_evaluator(series):
    """GluonTS' Evaluator, which has a season for all series: each by itself, then their aggregate."""
    rows = []
    for one in series:
        values = np.concatenate([one["history"], one["actual"]])
        index = pd.period_range(start, periods=len(values), freq="h")
        forecast = QuantileForecast(
            forecast_arrays=np.concatenate([one["mean"][None], one["quantiles"]]),
            forecast_keys=["mean", *map(str, LEVELS)],
            start_date=index[len(one["history"])],
            item_id=one["id"],
        )
        evaluator = Evaluator(LEVELS, seasonality=one["season"], num_workers=0)
        _, per_series = evaluator([pd.Series(values, index=index)], [forecast])
        rows.append(per_series)
    rows = pd.concat(rows, ignore_index=True)
    total, _ = Evaluator(LEVELS, num_workers=0).get_aggregate_metrics(rows)
    wanted = ["MSE", "RMSE", "MASE", "sMAPE", "ND", "MSIS"]
    wql = {str(level): total[f"wQuantileLoss[{level}]"] for level in LEVELS}
    per_series = [
        {
            **{name: float(row[name]) for name in ["MSE", "MASE", "sMAPE", "ND", "MSIS"]},
            "wql": {str(q): row[f"QuantileLoss[{q}]"] / row["abs_target_sum"] for q in LEVELS},
        }
        for _, row in rows.iterrows()
    ]
    overall = {**{name: float(total[name]) for name in wanted}, "wql": wql}
    deciles = Evaluator(DECILES, num_workers=0).get_aggregate_metrics(rows)[0]
    overall["meanWql"] = float(deciles["mean_wQuantileLoss"])
    known = sum(int(np.sum(~np.isnan(one["actual"]))) for one in series)
    overall["crps"] = float(deciles["mean_absolute_QuantileLoss"]) / known
    return {"series": per_series, "overall": overall}


def by_ev(series):
    """gluonts.ev over all points."""
    definitions = [ev.mae, ev.mse, ev.rmse, ev.nd, ev.mase, ev.smape, ev.msis, ev.MeanWeightedSumQuantileLoss(DECILES)]
    definitions += [ev.WeightedSumQuantileLoss(level) for level in LEVELS] + [ev.Coverage(level) for level in LEVELS]
    evaluators = [definition(axis=None) for definition in definitions]
    for one in series:
        data = {
            "label": np.ma.masked_invalid(one["actual"])[None],
            "mean": one["mean"][None],
            "seasonal_error": seasonal_error(np.ma.masked_invalid(one["history"]), one["season"])[None],
            **{str(level): one["quantiles"][i][None] for i, level in enumerate(LEVELS)},
        }
        for evaluator in evaluators:
            evaluator.update(data)
    return {evaluator.name: float(evaluator.get()) for evaluator in evaluators}


def by_utilsforecast(series):
    """Each series by itself, where all values are known."""
    results = []
    for one in series:
        columns = {f"m-{level}": one["quantiles"][i] for i, level in enumerate(LEVELS)}
        frame = pd.DataFrame({"unique_id": one["id"], "ds": range(HORIZON), "y": one["actual"], "mean": one["mean"]})
        frame = frame.assign(**columns, m=columns["m-0.5"])
        for level, low, high in [(80, 0.1, 0.9), (95, 0.025, 0.975)]:
            frame[f"m-lo-{level}"], frame[f"m-hi-{level}"] = columns[f"m-{low}"], columns[f"m-{high}"]
        train = pd.DataFrame({"unique_id": one["id"], "ds": range(-len(one["history"]), 0), "y": one["history"]})
        read = lambda result, column="m": float(result[column].iloc[0])  # noqa: E731
        deciles = {"m": [f"m-{level}" for level in DECILES]}
        results.append(
            {
                "mae": read(losses.mae(frame, ["m"])),
                "rmse": read(losses.rmse(frame, ["mean"]), "mean"),
                "nd": read(losses.nd(frame, ["m"])),
                "smape": read(losses.smape(frame, ["m"])),
                "mase": read(losses.mase(frame, ["m"], one["season"], train)),
                "scaledCrps": read(losses.scaled_crps(frame, deciles, np.array(DECILES))),
                "quantileLoss": [read(losses.quantile_loss(frame, {"m": f"m-{q}"}, q)) for q in LEVELS],
                "coverage": {str(level): read(losses.coverage(frame, ["m"], level)) for level in (80, 95)},
                "winkler95": read(losses.winkler_score(frame, ["m"], 95)),
            }
        )
    return results


def zeros():
    """sMAPE where actual value and forecast are both 0, which GluonTS leaves out and utilsforecast counts as 0."""
    actual, predicted = [0.0, 2.0, 0.0, -1.0], [0.0, 1.0, 3.0, 1.0]
    frame = pd.DataFrame({"unique_id": "z", "ds": range(4), "y": actual, "m": predicted})
    return {"actual": actual, "predicted": predicted, "smape": float(losses.smape(frame, ["m"])["m"].iloc[0])}


def by_scoringrules():
    """CRPS of samples that float32 holds exactly, [paths, horizon]."""
    samples = random.normal(5, 3, size=(13, 6)).astype(np.float32).astype(np.float64)
    samples[4:7, 2] = samples[4, 2]
    actual = np.round(random.normal(5, 3, size=6), 6)
    crps = {
        name: scoringrules.crps_ensemble(actual, samples.T, estimator=estimator, backend="numpy")
        for name, estimator in [("plain", "nrg"), ("fair", "fair")]
    }
    levels = [0, 0.025, 0.1, 1 / 3, 0.5, 0.77, 0.975, 1]
    return {
        "samples": samples,
        "actual": actual,
        "crps": {name: values.mean() for name, values in crps.items()},
        "levels": levels,
        "quantiles": np.quantile(samples, levels, axis=0, method="linear"),
    }


def conformal():
    """Romano, Patterson and Candès (2019), equation 8 and theorem 2, from scores of unit scale."""
    count = 57
    lower, upper = -random.uniform(0, 2, size=count), random.uniform(0, 2, size=count)
    actual = random.normal(0.3, 1.5, size=count)
    below, above = lower - actual, actual - upper

    def correction(scores, coverage):
        return np.quantile(scores, math.ceil((count + 1) * coverage) / count, method="inverted_cdf")

    return {
        "lower": lower,
        "upper": upper,
        "actual": actual,
        "joint80": correction(np.maximum(below, above), 0.8),
        "lower80": correction(below, 0.9),
        "upper80": correction(above, 0.9),
    }


def plain(value):
    """Arrays as lists, NaN as null; every digit kept."""
    if isinstance(value, np.ndarray):
        return plain(value.tolist())
    if isinstance(value, dict):
        return {key: plain(inner) for key, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(inner) for inner in value]
    if isinstance(value, (float, np.floating)):
        return None if math.isnan(value) else float(value)
    return value


versions = ", ".join(f"{name} {version(name)}" for name in ["gluonts", "utilsforecast", "scoringrules", "numpy"])
golden = {
    "made by": f"tools/golden/forecastingMetrics.py, {versions}",
    "levels": LEVELS,
    "series": everything,
    "complete": {"evaluator": by_evaluator(complete), "ev": by_ev(complete), "utilsforecast": by_utilsforecast(complete)},
    "withGaps": {"evaluator": by_evaluator(everything), "ev": by_ev(everything)},
    "zeros": zeros(),
    "samples": by_scoringrules(),
    "conformal": conformal(),
}
out = pathlib.Path(__file__).parent / "data" / "forecastingMetrics.json"
out.write_text(json.dumps(plain(golden), separators=(",", ":")) + "\n", encoding="utf-8")
print(f"{out.name}: {out.stat().st_size / 1024:.0f} KB")
