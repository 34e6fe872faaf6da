/** Where each log is to be had, and how it becomes files that `aisle` reads: written by hand, the same in every document. */
export const SOURCES = `## Where the logs are to be had

\`AISLE_DATA=FOLDER npm run evaluate:all\` measures every subfolder of FOLDER that holds \`events.csv.gz\` (and, where there are attributes,
\`items.csv.gz\`); without AISLE_DATA it takes \`demo/data\`, which has Online Retail. Subfolders by the names below are held against the
table above; others are measured too. Only Online Retail may be passed on; get the others from their owners, under their terms. The
files are CSV with a header, gzipped; [data.md](data.md) has the columns.

### onlineretail

Chen, D. (2015), _Online Retail_, UCI Machine Learning Repository, https://archive.ics.uci.edu/dataset/352/online+retail (CC BY 4.0). It is
in \`demo/data/onlineretail\` already; its README says what was changed. To make it anew: save the sheet as UTF-8 CSV; InvoiceNo becomes
\`session_id\`, StockCode \`item_id\`, InvoiceDate \`timestamp\` (seconds since 1970, the local time read as UTC), CustomerID \`user_id\`,
Quantity, UnitPrice and Country \`quantity\`, \`price\` and \`region\`; \`event_type\` is \`purchase\`, where Quantity is negative
\`refund\`; codes that are no product (POST, D, M, BANK CHARGES, gift vouchers ...) are left out. \`items.csv.gz\`: \`item_id\`,
\`price\` (median), \`description\`.

### rsc15-100k

YOOCHOOSE clicks of the RecSys Challenge 2015: \`yoochoose-clicks.dat\`, from https://www.kaggle.com/datasets/chadgostopp/recsys-challenge-2015
(columns session, timestamp, item, category). The sample and split are session-rec's (https://github.com/rn5l/session-rec): the newest
100,000 clicks, without items of fewer than 5 clicks and sessions of one, the last day as test (its \`preprocess_100k\`; test items
that training has not seen are dropped there). From its two files \`..._train_full.txt\` and \`..._test.txt\` (tab separated, columns SessionId, Time,
ItemId): \`session_id\`, \`item_id\`, \`ts\` (seconds), \`event_type\` = \`view\`, and a column \`split\` = \`train\` or \`test\`.

### diginetica-seq

CIKM Cup 2016 Track 2 by Diginetica: \`train-item-views.csv\` (https://competitions.codalab.org/competitions/11161, also as
\`dataset-train-diginetica.zip\` with the code of SR-GNN, https://github.com/CRIPAC-DIG/SR-GNN). The literature's split: sessions of one view and
items of fewer than 5 views are left out, the last 7 days are the test, test items that training has not seen are dropped. SR-GNN's
\`preprocess.py\` writes the sequences in order; one row an item: \`session_id\` (a running number), \`item_id\`, \`ts\` (a running number: only
the order counts), \`event_type\` = \`view\`, \`split\`.

### amazon-beauty

\`reviews_Beauty_5.json.gz\` and \`meta_Beauty.json.gz\` of the 2014 Amazon reviews (McAuley, Targett, Shi and van den Hengel 2015),
https://jmcauley.ucsd.edu/data/amazon/links.html; users and items have at least 5 reviews. As sequences with attribute ids they come with
S3-Rec (Zhou et al. 2020), https://github.com/RUCAIBox/CIKM2020-S3Rec: \`data/Beauty.txt\` (a line a user: the user, then the items in
order) and \`data/Beauty_item2attributes.json\`. Events: \`user_id\`, \`item_id\`, \`ts\` = the place in the line, \`event_type\` = \`review\`. Items:
\`item_id\`, \`attributes\` = the attribute ids joined by \`|\`.

### ml-100k

GroupLens, MovieLens 100K, https://grouplens.org/datasets/movielens/100k/ (Harper and Konstan 2015). \`u.data\` (tab separated): user id, item
id, rating and timestamp become \`user_id\`, \`item_id\`, \`rating\`, \`ts\`, with \`event_type\` = \`rating\`. Items from \`u.item\` (separated by
\`|\`, Latin 1): \`item_id\`, \`movie_title\` without the year, \`release_year\`, \`class\` = the names of its genres.
`;
