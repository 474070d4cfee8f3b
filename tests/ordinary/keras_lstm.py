"""A small Keras notebook: build an LSTM, fit it, use it; not among the idioms because it needs TensorFlow."""

from ordinary.model import Cell, Group, Idiom

_DATA = """
keras.utils.set_random_seed(0)
rng = np.random.default_rng(0)
x = rng.normal(size=(64, 6, 2)).astype("float32")
y = (x[:, :, 0].sum(axis=1) > 0).astype("float32")
"""
_BUILD = """
def build_model(units):
    model = keras.Sequential([
        keras.Input((6, 2)),
        keras.layers.LSTM(units),
        keras.layers.Dense(1, activation="sigmoid"),
    ])
    model.compile(keras.optimizers.Adam(0.05), "binary_crossentropy", metrics=["accuracy"])
    return model
"""
_FIT = """
def train(model, epochs):
    history = model.fit(x, y, batch_size=16, epochs=epochs, verbose=0)
    return history.history["loss"]
"""
_RATE = """
def success_rate(model, inputs, labels):
    predicted = model.predict(inputs, verbose=0)[:, 0] > 0.5
    return float(np.mean(predicted == labels))
"""

GROUP = Group(
    "keras_lstm",
    "A small LSTM",
    setup="import keras\nimport numpy as np",
    idioms=(
        Idiom(
            "build_model",
            before=(Cell(_DATA, name="given_data"),),
            answer=_BUILD,
            tests=(
                """
                model = build_model(4)
                assert isinstance(model, keras.Model)
                assert model.count_params() == 4 * 4 * (2 + 4 + 1) + 5
                """,
                """
                assert [type(layer).__name__ for layer in model.layers][-2:] == ["LSTM", "Dense"]
                assert model.output_shape == (None, 1)
                """,
            ),
            other="""
            def build_model(units):
                inputs = keras.Input(shape=(6, 2))
                outputs = keras.layers.Dense(1, "sigmoid")(keras.layers.LSTM(units)(inputs))
                model = keras.Model(inputs, outputs)
                model.compile(optimizer=keras.optimizers.Adam(0.05), loss="binary_crossentropy", metrics=["accuracy"])
                return model
            """,
            wrong=_BUILD.replace("LSTM(units)", "GRU(units)"),
        ),
        Idiom(
            "train",
            answer=_FIT,
            tests="""
            losses = train(model, 8)
            assert len(losses) == 8 and losses[-1] < losses[0]
            """,
            other="""
            def train(model, epochs):
                losses = []
                for epoch in range(epochs):
                    losses += model.fit(x, y, batch_size=16, epochs=1, verbose=0).history["loss"]
                return losses
            """,
            wrong="""
            def train(model, epochs):
                return [model.evaluate(x, y, verbose=0)[0]] * epochs
            """,
        ),
        Idiom(
            "success_rate",
            answer=_RATE,
            tests="""
            rate = success_rate(model, x, y)
            assert 0.7 < rate <= 1.0, rate
            """,
            other="""
            def success_rate(model, inputs, labels):
                return model.evaluate(inputs, labels, verbose=0)[1]
            """,
            wrong="""
            def success_rate(model, inputs, labels):
                return float(model.predict(inputs, verbose=0).mean())
            """,
        ),
    ),
)
