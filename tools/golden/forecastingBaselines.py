"""statsforecast's naive methods, Theta and exponential smoothing on made-up series.

Needs: statsforecast 2.1.1. Run: python tools/golden/forecastingBaselines.py
"""

import json
import pathlib

import numpy as np
import statsforecast
from scipy.stats import norm
from statsforecast.ets import ets_f, forecast_ets
from statsforecast.models import (
    AutoTheta,
    Naive,
    RandomWalkWithDrift,
    SeasonalNaive,
    WindowAverage,
)
from statsforecast.theta import auto_theta

rng = np.random.default_rng(2008)
LEVEL = 95
Z = norm.ppf(0.5 + LEVEL / 200)


def wave(length, season, phase=0.0):
    return np.sin(2 * np.pi * (np.arange(length) / season + phase))


def noise(length, size=1.0):
    return size * rng.normal(size=length)


def peaks(length, season):
    """A season that is no sine."""
    shape = np.array([3.0, -1.0, 0.5, 2.0, -2.5, 0.0, -2.0])
    return np.resize(shape[: min(season, 7)], length)


def series():
    """name -> (values, season, horizon)"""
    time = np.arange(400)
    level = 100 + np.cumsum(noise(400))
    counts = rng.poisson(3 + 2 * (time[:91] % 7 < 2)).astype(float)
    return {
        "monthly, additive": (200 + 0.8 * time[:108] + 15 * wave(108, 12) + noise(108, 5), 12, 18),
        "monthly, multiplicative": (
            100 * np.exp(0.01 * time[:120] + 0.2 * wave(120, 12) + 0.1 * wave(120, 6, 0.2) + noise(120, 0.03)),
            12,
            24,
        ),
        "daily, weekly season": (50 + 2 * peaks(140, 7) + noise(140), 7, 15),
        "quarterly": (500 + 3 * time[:40] + 40 * wave(40, 4, 0.1) + np.cumsum(noise(40, 6)), 4, 8),
        "hourly": (1000 + 200 * wave(240, 24) + 60 * wave(240, 12, 0.3) + noise(240, 20), 24, 48),
        "trend": (20 + 1.5 * time[:60] + noise(60, 3), 1, 12),
        "damped trend": (300 - 250 * 0.93 ** time[:60] + noise(60, 2), 1, 12),
        "random walk": (level[:100], 1, 10),
        "noise": (50 + noise(80, 4), 12, 12),
        "counts with zeros": (counts, 7, 14),
        "around zero": (5 * wave(96, 12) + noise(96, 2), 12, 12),
        "short": (np.array([12.0, 15.5, 13.25, 16.0, 18.5, 17.0, 21.25, 20.0, 23.5]), 1, 4),
        "short, with season": (80 + 12 * wave(26, 12) + noise(26, 3), 12, 12),
        "weekly, yearly season": (300 + 50 * wave(170, 52) + noise(170, 10), 52, 8),
    }


def spread(forecast):
    return (forecast[f"hi-{LEVEL}"] - forecast["mean"]) / Z


def digits(values, count=10):
    return [float(f"{value:.{count}g}") for value in np.asarray(values, dtype=float)]


def simple(model, values, horizon):
    forecast = model.forecast(values, horizon, level=[LEVEL])
    return {"mean": digits(forecast["mean"]), "sigma": digits(spread(forecast))}


def numbers(fit, model):
    """Parameters and first state in our order; the seasonal state of the first value first."""
    alpha, beta, gamma, phi = (0.0 if np.isnan(value) else float(value) for value in fit["par"][:4])
    state = list(map(float, fit["par"][4:]))
    trend, season = model[1] != "N", model[2] != "N"
    seasonal = state[1 + trend :][::-1] if season else [0.0]
    slope = state[1] if trend else 0.0
    parameters = [alpha, beta if trend else 0.0, gamma if season else 0.0, phi if len(model) > 3 else 1.0]
    return [*parameters, state[0], slope, *seasonal]


def ets(values, season, horizon, model="ZZZ", damped=None):
    fit = ets_f(values, season, model=model, damped=damped)
    error, trend, seasonal, damping = fit["components"]
    name = [error, trend, seasonal, *(["d"] if damping == "D" else [])]
    forecast = forecast_ets(fit, horizon, level=[LEVEL])
    return {
        "model": {"error": error, "trend": trend + ("d" if damping == "D" else ""), "season": seasonal},
        "numbers": numbers(fit, name),
        "deviance": -2 * fit["loglik"],
        "aicc": fit["aicc"],
        "variance": fit["sigma2"],
        "mean": digits(forecast["mean"]),
        "sigma": digits(spread(forecast)),
    }


def theta(values, season, horizon):
    fit = auto_theta(values, season, model="STM")
    forecast = AutoTheta(season_length=season, model="STM").forecast(values, horizon, level=[LEVEL])
    return {
        "season": fit["decomposition_type"] if fit.get("decompose") else None,
        "alpha": float(fit["par"]["alpha"]),
        "level": float(fit["par"]["initial_smoothed"]),
        "loss": float(fit["mse"]),
        "mean": digits(forecast["mean"]),
        # From 200 samples.
        "sigma": digits((forecast[f"hi-{LEVEL}"] - forecast[f"lo-{LEVEL}"]) / (2 * Z), 4),
    }


def all_models(values, season, horizon):
    """Every model that we try, as fitted there."""
    found = []
    for error in "AM":
        for trend, damped in (("N", False), ("A", False), ("A", True)):
            for seasonal in "NA" if error == "A" else "NAM":
                found.append(ets(values, season, horizon, error + trend + seasonal, damped))
    return found


cases = []
for name, (values, season, horizon) in series().items():
    values = np.round(values, 3)
    window = season if season > 1 else 9
    cases.append(
        {
            "name": name,
            "season": season,
            "values": values.tolist(),
            "naive": simple(Naive(), values, horizon),
            "drift": simple(RandomWalkWithDrift(), values, horizon),
            "seasonalNaive": simple(SeasonalNaive(season), values, horizon),
            "movingAverage": {
                "window": window,
                "mean": float(WindowAverage(window).forecast(values, 1)["mean"][0]),
            },
            "theta": theta(values, season, horizon),
            # Of more than 24 steps, a season is left out.
            "ets": ets(values, season if season <= 24 else 1, horizon),
        }
    )

# All three regions of Wichura's algorithm, and both sides of where they meet.
PROBABILITIES = (1e-300, 1e-30, 1e-12, 1e-9, 1e-5, 0.01, 0.074, 0.076, 0.2, 0.4, 0.6, 0.9, 0.926, 0.99, 0.9999)

by_name = {case["name"]: case for case in cases}
golden = {
    "made by": f"tools/golden/forecastingBaselines.py, statsforecast {statsforecast.__version__}",
    "cases": cases,
    "models": {
        name: all_models(np.array(by_name[name]["values"]), by_name[name]["season"], 16)
        for name in ("monthly, multiplicative", "quarterly")
    },
    "normalQuantiles": [[probability, float(norm.ppf(probability))] for probability in PROBABILITIES],
}
out = pathlib.Path(__file__).parent / "data" / "forecastingBaselines.json"
out.write_text(json.dumps(golden) + "\n", encoding="utf-8")
