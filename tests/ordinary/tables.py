"""Values of libraries for tables and large matrices."""

from ordinary.model import Group, Idiom

GROUP = Group(
    "tables",
    "Tables and sparse matrices",
    setup="import numpy as np\nimport pandas as pd\nimport scipy.sparse",
    idioms=(
        Idiom(
            "sparse_matrices",
            answer="""
            def ring(size):
                return scipy.sparse.csr_matrix(np.roll(np.eye(size), 1, axis=1))


            def degrees(matrix):
                return np.asarray(matrix.sum(axis=1)).ravel()
            """,
            tests="""
            made = ring(4)
            assert scipy.sparse.issparse(made) and made.shape == (4, 4) and made.nnz == 4
            np.testing.assert_array_equal(made.toarray()[3], [1, 0, 0, 0])
            np.testing.assert_array_equal(degrees(scipy.sparse.coo_array(np.tri(3))), [1, 2, 3])
            """,
            other="""
            def ring(size):
                rows = np.arange(size)
                return scipy.sparse.coo_array((np.ones(size), (rows, (rows + 1) % size)), shape=(size, size)).tolil()


            def degrees(matrix):
                return matrix.toarray().sum(axis=1)
            """,
            wrong="""
            def ring(size):
                return np.roll(np.eye(size), 1, axis=1)


            def degrees(matrix):
                return matrix.sum(axis=0)
            """,
        ),
        Idiom(
            "data_frames",
            answer="""
            def monthly(sales):
                return sales.groupby(sales["day"].dt.month)["amount"].sum()


            def with_tax(sales, rate):
                return sales.assign(total=sales["amount"] * (1 + rate))
            """,
            tests="""
            sales = pd.DataFrame({"day": pd.to_datetime(["2024-01-05", "2024-01-31", "2024-03-01"]), "amount": [1.0, 2.0, 4.0]})
            expected = pd.Series([3.0, 4.0], index=pd.Index([1, 3], dtype="int32", name="day"), name="amount")
            pd.testing.assert_series_equal(monthly(sales), expected)
            taxed = with_tax(sales, rate=0.5)
            assert list(taxed.columns) == ["day", "amount", "total"]
            pd.testing.assert_frame_equal(taxed, sales.assign(total=[1.5, 3.0, 6.0]))
            assert "total" not in sales
            """,
            other="""
            def monthly(sales):
                table = sales.assign(day=sales["day"].dt.month)
                return table.pivot_table(index="day", values="amount", aggfunc="sum")["amount"]


            def with_tax(sales, rate):
                sales = sales.copy()
                sales["total"] = [amount + rate * amount for amount in sales["amount"]]
                return sales
            """,
            wrong="""
            def monthly(sales):
                return sales.groupby(sales["day"].dt.month)["amount"].mean()


            def with_tax(sales, rate):
                sales["total"] = sales["amount"] * (1 + rate)
                return sales
            """,
        ),
    ),
)
