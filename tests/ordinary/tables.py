"""Values of libraries for tables and large matrices."""

from ordinary.model import Group, Idiom

GROUP = Group(
    "tables",
    "Tables and sparse matrices",
    setup="import numpy as np\nimport scipy.sparse",
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
    ),
)
