"""Known mistakes of unit 15: windows, and the floors."""

from __future__ import annotations

from .model import Mistake

COUNT = "len(values) - window - horizon + 1"
INPUTS = "values[starts + np.arange(window)]"
TARGETS = "values[starts + window + np.arange(horizon), target]"
LOOK = "if np.isnan(values).any():"
SHORT = "if examples < 1:"
STARTS = "starts = np.arange(examples)[:, None]"

WINDOWS = (
    Mistake(COUNT, "len(values) - window - horizon", "", caught="shape"),
    Mistake(
        TARGETS,
        TARGETS.replace("window +", "window - 1 +"),
        "The target begins with the last value of its window: a leak, since the network has seen that value. It begins one step "
        "later, where the window ends.",
    ),
    Mistake(
        TARGETS,
        TARGETS.replace("starts + window + np.arange(horizon)", "starts + np.arange(horizon)"),
        "The target is the beginning of the window itself: a leak. It begins where the window ends.",
    ),
    Mistake(
        TARGETS,
        TARGETS.replace(
            "starts + window + np.arange(horizon)", "np.minimum(starts + window + 1 + np.arange(horizon), len(values) - 1)"
        ),
        "The target begins one step late: a value between window and target belongs to neither.",
    ),
    Mistake(TARGETS, TARGETS.replace("target]", "0]"), "The target is always column 0. It is column `target`."),
    Mistake(TARGETS, TARGETS.replace("target]", "-1]"), "The target is always the last column. It is column `target`."),
    Mistake(
        TARGETS,
        TARGETS.replace("np.arange(horizon)", "np.arange(horizon)[::-1]"),
        "The steps of the target run backward: the first one is the step right behind the window.",
    ),
    Mistake(
        INPUTS,
        INPUTS.replace("np.arange(window)", "np.arange(window)[::-1]"),
        "The windows run backward: time goes on along their axis.",
    ),
    Mistake(
        INPUTS,
        INPUTS.replace("starts +", "starts + horizon +"),
        "The windows reach into their targets: a leak. Window k begins at step k, target k at step k + window.",
    ),
    Mistake(
        INPUTS,
        "(values - values.mean(axis=0))[starts + np.arange(window)]",
        "The values were changed (scaled by the mean of the whole series?). Windows hold the values as they are; scaling comes "
        "before, with numbers of the training part only.",
    ),
    Mistake(TARGETS, "values[starts + window + np.arange(horizon)]", "", caught="shape"),
    Mistake(TARGETS, f"{TARGETS}[:, -1:]", "", caught="shape"),
    Mistake(INPUTS, "values[starts + np.arange(window), target]", "", caught="shape"),
    Mistake(INPUTS, f"{INPUTS}.swapaxes(0, 1)", "", caught="shape"),
    Mistake(STARTS, "starts = np.arange(0, examples, window)[:, None]", "", caught="shape"),
    Mistake(STARTS, "starts = np.arange(0, examples, horizon)[:, None]", "", caught="shape"),
    Mistake(TARGETS, f"{TARGETS}.astype(int)", "", caught="dtype"),
    Mistake(
        TARGETS,
        f"{TARGETS} - values[starts + window - 1, target]",
        "The target is the change since the last value. It is the value itself.",
    ),
    Mistake(LOOK, "if False:", "", caught="score"),
    Mistake(LOOK, "if np.isnan(values[:, target]).any():", "", caught="score"),
    Mistake(LOOK, "if np.isnan(values[:-1]).any():", "", caught="score"),
    Mistake("    " + LOOK, "    values = np.nan_to_num(values)\n    " + LOOK, "", caught="score"),
    Mistake('raise ValueError(f"the series must have no', 'raise TypeError(f"the series must have no', "", caught="score"),
    Mistake(SHORT, "if False:", "", caught="score"),
    Mistake("raise ValueError", "return ValueError", "", caught="score"),
    Mistake(SHORT, "if examples < 0:", "", caught="score"),
    Mistake(SHORT, "if len(values) < window:", "", caught="score"),
    Mistake(SHORT, "if examples <= 1:", "", caught="error"),
)

LAST = "np.repeat(inputs[:, -1:, target], horizon, axis=1)"
NAIVE = (
    Mistake(LAST, LAST.replace("-1:", ":1"), "The first value of the window is repeated. The naive forecast is the last one."),
    Mistake(
        LAST,
        "np.repeat(inputs[:, :, target].mean(axis=1, keepdims=True), horizon, axis=1)",
        "The mean of the window is repeated. The naive forecast is its last value.",
    ),
    Mistake(LAST, LAST.replace("target]", "0]"), "Column 0 is forecast, whatever `target` says."),
    Mistake(LAST, LAST.replace("target]", "-1]"), "The last column is forecast, whatever `target` says."),
    Mistake(
        LAST,
        LAST.replace("-1:, target", "max(-2, -inputs.shape[1]), target, None"),
        "The last value but one is repeated: index -1 is the last.",
    ),
    Mistake(LAST, f"0 * {LAST}", "The forecast is 0 everywhere."),
    Mistake(
        LAST,
        "np.tile(inputs[:, -1, target], horizon).reshape(-1, horizon)",
        "The values of the examples are mixed: `np.tile` puts all of them one behind the other, again and again, and `reshape` "
        "cuts that into rows. Each example repeats its own value: `np.repeat`.",
    ),
    Mistake(LAST, f"np.cumsum({LAST}, axis=1)", "The last value is added up from step to step. It stays what it is."),
    Mistake(
        LAST,
        "inputs[:, -1:, target] + np.arange(1, horizon + 1) * (inputs[:, -1:, target] - inputs[:, :1, target]) / inputs.shape[1]",
        "The forecast goes on with the trend of the window. The naive one says that nothing changes.",
    ),
    Mistake(
        LAST,
        "inputs[:, np.arange(horizon) - horizon + inputs.shape[1], target] if horizon < inputs.shape[1] else " + LAST,
        "The last `horizon` values are repeated in their order. The naive forecast is the last value alone, at every step.",
    ),
    Mistake(LAST, "inputs[:, -1:, target]", "", caught="shape"),
    Mistake(LAST, "inputs[:, -1, target]", "", caught="shape"),
    Mistake(LAST, "np.repeat(inputs[:, -1:], horizon, axis=1)", "", caught="shape"),
    Mistake(LAST, f"{LAST}.T", "", caught="shape"),
)

SEASON = "inputs[:, inputs.shape[1] - season :, target]"
ROUND = "last_season[:, np.arange(horizon) % season]"
REFUSE = "if season > inputs.shape[1]:"
SEASONAL = (
    Mistake(
        SEASON, "inputs[:, :season, target]", "The first season of the window is repeated. The forecast repeats the last one."
    ),
    Mistake(SEASON, SEASON.replace("target]", "0]"), "Column 0 is forecast, whatever `target` says."),
    Mistake(SEASON, SEASON.replace("target]", "-1]"), "The last column is forecast, whatever `target` says."),
    Mistake(
        ROUND,
        "last_season[:, np.arange(1, horizon + 1) % season]",
        "The forecast is one step ahead in the season: step 0 is what came one season before it, the first value of the season.",
    ),
    Mistake(
        ROUND,
        "last_season[:, (np.arange(horizon) - 1) % season]",
        "The forecast lags one step behind in the season: step 0 is the first value of the last season.",
    ),
    Mistake(
        ROUND,
        "last_season[:, np.arange(horizon) * season // horizon]",
        "The season is stretched over the horizon. It is repeated at its own pace, step by step.",
    ),
    Mistake(
        ROUND,
        "last_season[:, ::-1][:, np.arange(horizon) % season]",
        "The season runs backward.",
    ),
    Mistake(
        ROUND,
        "last_season[:, np.minimum(np.arange(horizon), season - 1)]",
        "Behind the first season its last value is repeated. The season begins anew: step h takes value h modulo season.",
    ),
    Mistake(
        ROUND,
        "np.repeat(inputs[:, -1:, target], horizon, axis=1)",
        "That is the naive forecast: the last value at every step. The seasonal one repeats the last season.",
    ),
    Mistake(
        ROUND,
        "np.repeat(last_season.mean(axis=1, keepdims=True), horizon, axis=1)",
        "The mean of the season is repeated. Each step takes the value one season before it.",
    ),
    Mistake(
        ROUND,
        "np.where(np.arange(horizon) < season, last_season[:, np.arange(horizon) % season], 0.0)",
        "Behind the first season the forecast is 0. The season begins anew: step h takes value h modulo season.",
    ),
    Mistake(
        SEASON,
        "inputs[:, np.arange(inputs.shape[1] - season - 1, inputs.shape[1] - 1), target]",
        "The season is cut out one step too early: it ends with the last value of the window.",
    ),
    Mistake(ROUND, "last_season[:, :horizon]", "", caught="shape"),
    Mistake(ROUND, "last_season[:, np.arange(horizon)]", "", caught="error"),
    Mistake(ROUND, "np.repeat(last_season, -(-horizon // season), axis=0)[:, :horizon]", "", caught="shape"),
    Mistake(
        ROUND,
        "np.repeat(last_season, -(-horizon // season), axis=1)[:, :horizon]",
        "Each value of the season is repeated before the next one comes (`np.repeat`). The whole season is repeated (`np.tile`).",
    ),
    Mistake(REFUSE, "if False:", "", caught="score"),
    Mistake(REFUSE, "if season >= inputs.shape[1]:", "", caught="error"),
    Mistake(REFUSE, "if season > horizon:", "", caught="error"),
)
