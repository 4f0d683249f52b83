"""bareme's kernel in mapInArrow on Sail, a Spark Connect server without a JVM."""

import os
import sys

os.environ.setdefault("PYSPARK_PYTHON", sys.executable)

import pysail
from bench_spark import compute_kernel
from measure import arguments, measure
from pysail.spark import SparkConnectServer
from pyspark.sql import SparkSession


def main():
    options = arguments()
    server = SparkConnectServer("127.0.0.1", 0)
    server.start()
    spark = SparkSession.builder.remote(f"sc://127.0.0.1:{server.listening_address[1]}").getOrCreate()
    words = f"Sail {pysail.__version__}, noyau de bareme dans mapInArrow"
    measure(words, lambda: compute_kernel(spark, options.data), options.runs)
    sys.stdout.flush()
    os._exit(0)  # pysail 0.7.2: the interpreter can hang at its exit after a Python function


if __name__ == "__main__":
    main()
