// Reads the account through `revai-node-sdk`.
import { RevAiApiClient } from "revai-node-sdk";

const { MOCKSERVER_URL } = process.env;
const client = new RevAiApiClient({ token: "good-token", deploymentConfig: { baseUrl: MOCKSERVER_URL } });
console.log(JSON.stringify(await client.getAccount()));
